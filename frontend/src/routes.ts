import { index, layout, type RouteConfig, route } from '@react-router/dev/routes'

/**
 * One page: Russian at `/ru/…`, English at `/en/…`. What is at `/…` is one of them, which the
 * renderer puts there; it has a route for development only.
 */
function both(path: string, file: string, id = file.replace(/^.*\/|\.tsx$/g, '')) {
  return [
    path ? route(path, file, { id }) : index(file, { id }),
    ...['ru', 'en'].map((locale) =>
      route(path ? `${locale}/${path}` : locale, file, { id: `${locale}:${id}` }),
    ),
  ]
}

export default [
  layout('./features/public/pages/layout.tsx', [
    ...both('', './features/public/pages/home.tsx'),
    ...both('plans', './features/public/pages/plans.tsx'),
    ...both('404', './features/public/pages/missing.tsx'),
    ...both('contacts', './features/public/pages/contacts.tsx'),
    ...both('terms', './features/public/pages/terms.tsx'),
    ...both('terms/versions/:number', './features/public/pages/terms.tsx', 'terms-version'),
    ...both('privacy', './features/public/pages/privacy.tsx'),
    ...both('privacy/versions/:number', './features/public/pages/privacy.tsx', 'privacy-version'),
    ...both('sign-in', './features/session/pages/sign-in.tsx'),
    ...both('register', './features/session/pages/register.tsx'),
    ...both('verify', './features/session/pages/verify.tsx'),
    ...both('forgot-password', './features/recovery/pages/forgot-password.tsx'),
    ...both('reset-password', './features/recovery/pages/reset-password.tsx'),
    ...both('confirm-email', './features/recovery/pages/confirm-email.tsx'),
    ...both('invitation', './features/invitation/pages/invitation.tsx'),
    ...both('docs', './features/docs/pages/docs.tsx'),
    ...both('docs/guides/:name', './features/docs/pages/guide.tsx'),
    ...both('docs/reference/:tag', './features/docs/pages/reference.tsx'),
    ...both('docs/errors', './features/docs/pages/errors.tsx'),
    ...both('docs/errors/:code', './features/docs/pages/error.tsx'),
  ]),
  // The skeleton alone: both trees have an entry, and routes, of their own.
  route('panel/*', './app/PanelSkeleton.tsx', { id: 'panel' }),
  route('admin/*', './app/PanelSkeleton.tsx', { id: 'admin' }),
] satisfies RouteConfig
