import { HttpResponse, http } from 'msw'
import type { Schema } from '~/api/client'
import ProfilePage from '~/features/profile/pages/ProfilePage'
import { profilePath } from '~/lib/paths'
import { me } from './fixtures'
import { renderPanel } from './renderPanel'
import { base, pageOf, server } from './server'

/** What the API knows of the reader; a test changes it before the page is open, or while it is. */
export interface Profile {
  contacts: Schema<'ContactsRead'>
  security: Schema<'SecurityRead'>
  devices: Schema<'SessionRead'>[]
}

export function device(changes: Partial<Schema<'SessionRead'>>): Schema<'SessionRead'> {
  return {
    id: 'session-1',
    current: true,
    ip: '203.0.113.7',
    location: 'Moscow',
    user_agent: 'Mozilla/5.0',
    device: { browser: 'Firefox 140', os: 'Windows', kind: 'desktop' },
    created_at: '2026-11-20T10:00:00Z',
    last_used_at: '2026-11-22T10:00:00Z',
    expires_at: '2026-12-22T10:00:00Z',
    second_factor: false,
    impersonated: false,
    ...changes,
  }
}

/** Answers for somebody with a confirmed email, no second factor and one device. */
export function serveProfile(): Profile {
  const known: Profile = {
    contacts: {
      email: me.email,
      email_verified: true,
      wanted_email: null,
      phone: null,
      phone_verified_at: null,
      wanted_phone: null,
    },
    security: {
      password_changed_at: null,
      totp: { enabled: false, enabled_at: null },
      recovery_codes_left: 0,
      passkeys: [],
      second_factor_required: false,
      recent_auth_until: null,
    },
    devices: [device({})],
  }
  server.use(
    http.get(`${base}/me/contacts`, () => HttpResponse.json(known.contacts)),
    http.get(`${base}/me/security`, () => HttpResponse.json(known.security)),
    http.get(`${base}/me/sessions`, () => HttpResponse.json({ items: known.devices })),
    http.get(`${base}/me/sign-ins`, () => HttpResponse.json(pageOf([]))),
  )
  return known
}

/** The profile at one of its tabs; `secondFactorRequired`: that of staff who showed no second factor. */
export function openProfile(tab = '', secondFactorRequired = false) {
  const path = profilePath(secondFactorRequired ? 'admin' : 'panel')
  return renderPanel(<ProfilePage />, {
    at: `${path}${tab}`,
    path: `${path}/*`,
    secondFactorRequired,
  })
}
