import { index, layout, type RouteConfig, route } from '@react-router/dev/routes'

/** One page, two addresses: Russian at `/…`, English at `/en/…`. */
function both(path: string, file: string) {
  const id = `${file.replace(/^.*\/|\.tsx$/g, '')}`
  return [
    path ? route(path, file, { id: `ru:${id}` }) : index(file, { id: `ru:${id}` }),
    route(path ? `en/${path}` : 'en', file, { id: `en:${id}` }),
  ]
}

export default [
  layout('./features/public/pages/layout.tsx', [
    ...both('', './features/public/pages/home.tsx'),
    ...both('plans', './features/public/pages/plans.tsx'),
    ...both('404', './features/public/pages/missing.tsx'),
    ...both('sign-in', './features/session/pages/sign-in.tsx'),
    ...both('register', './features/session/pages/register.tsx'),
    ...both('verify', './features/session/pages/verify.tsx'),
    ...both('forgot-password', './features/recovery/pages/forgot-password.tsx'),
    ...both('reset-password', './features/recovery/pages/reset-password.tsx'),
    ...both('confirm-email', './features/recovery/pages/confirm-email.tsx'),
    ...both('invitation', './features/invitation/pages/invitation.tsx'),
  ]),
  route('panel/*', './app/tree.tsx', { id: 'panel' }),
  route('admin/*', './app/tree.tsx', { id: 'admin' }),
] satisfies RouteConfig
