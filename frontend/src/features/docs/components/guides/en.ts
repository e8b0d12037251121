import type { Guides } from '.'

export const guides: Guides = {
  authentication: {
    title: 'Authentication',
    lead: 'An API token for programs, a signed-in session for people. Both travel as a bearer token.',
    blocks: [
      { h: 'An API token' },
      {
        p: 'Make one in the panel under Profile → API tokens, or for the whole account under Team → API tokens. You choose its permissions, the services it may see, the networks it may come from and when it ends. It is shown once.',
      },
      {
        code: 'curl https://panel.example.com/api/v1/services \\\n  -H "Authorization: Bearer hwt_…"',
      },
      {
        p: 'A token of a person never has more rights than the person has at that moment. No token opens the staff’s operations, or what asks for the person themselves, such as changing a password.',
      },
      { h: 'Signing in with a password' },
      {
        p: '`POST /api/v1/auth/token` takes a form, as OAuth 2.0 describes it. It is our own sign-in only: there are no client ids and no scopes.',
      },
      {
        code: 'curl https://panel.example.com/api/v1/auth/token \\\n  -d grant_type=password -d username=anna@example.com -d password=…',
      },
      {
        p: 'The access token lives for `expires_in` seconds. Renew it with `grant_type=refresh_token`; each refresh token works once, and the answer brings the next. A second factor answers [mfa_required](/docs/errors/mfa_required) with an `mfa_token`: send it on with `grant_type=urn:hostwright:grant:totp` and the `code`.',
      },
      { h: 'From a page in a browser' },
      {
        p: 'Pages of other sites may call where the operator lists their origin (`CORS_ORIGINS`). They send a bearer token; cookies never count for them.',
      },
    ],
  },
  errors: {
    title: 'Errors',
    lead: 'Every refusal is one kind of document with a stable code.',
    blocks: [
      {
        p: 'The body is `application/problem+json` (RFC 9457). Programs look at `code`; `detail` is for people and may change. `type` leads to the page of the code, and `params` holds what its text is filled with.',
      },
      {
        code: 'HTTP/1.1 409 Conflict\nContent-Type: application/problem+json\n\n{\n  "type": "https://panel.example.com/docs/errors/insufficient_balance",\n  "title": "Conflict",\n  "status": 409,\n  "detail": "There is not enough money on the balance.",\n  "code": "insufficient_balance",\n  "params": {},\n  "errors": [],\n  "request_id": "01935f2a-7c1e-7b3a-9d51-2f4f0c6f2a11"\n}',
      },
      {
        rows: [
          ['`401`', 'Sign in, or renew the token.'],
          ['`403`', 'Known, but not allowed; or proof of identity is asked for again.'],
          ['`404`', 'Not there, or somebody else’s: the answer is the same.'],
          ['`409`', 'Not possible in the present state. Read it again and decide.'],
          ['`412`, `428`', 'See [versions](/docs/guides/versions).'],
          ['`422`', '`errors` names each field with a code and a message.'],
          ['`429`, `503`', 'Come again after `Retry-After` seconds.'],
          ['`5xx`', 'Our fault. Repeat with the same `Idempotency-Key`.'],
        ],
      },
      {
        p: 'Each operation of the reference lists the codes that it can answer. Name the `request_id` when you write to support. All codes are on [one page](/docs/errors).',
      },
    ],
  },
  pagination: {
    title: 'Lists and pages',
    lead: 'Numbered pages for people, cursors for programs that read everything.',
    blocks: [
      { h: 'Numbered pages' },
      {
        p: '`page` and `size` (up to 200) give `items`, `total`, `page`, `size` and `pages`. Totals are exact up to 10 000; beyond that `total_exact` is false, and numbered pages end.',
      },
      { h: 'By cursor' },
      {
        p: 'Ask for the first page with `limit`, then follow `next_cursor` until it is null. A cursor belongs to its filters and order, and is good for a day. What is added meanwhile shifts nothing.',
      },
      { code: 'GET /api/v1/invoices?limit=200\nGET /api/v1/invoices?limit=200&cursor=…' },
      { h: 'The Link header' },
      {
        p: 'Both kinds say where the other pages are (RFC 8288), so that a client needs to know neither:',
      },
      {
        code: 'Link: </api/v1/invoices?page=1>; rel="first", </api/v1/invoices?page=3>; rel="next",\n      </api/v1/invoices?page=9>; rel="last"',
      },
      { h: 'Filters and order' },
      {
        p: '`q` searches; fields filter by their names, with `__gte`, `__lte` and the like for comparisons. `sort` takes up to three fields, `-` before one that descends. An unknown parameter is an error, never ignored.',
      },
    ],
  },
  idempotency: {
    title: 'Repeating safely',
    lead: 'With an Idempotency-Key a request that was cut off can be sent again without being done twice.',
    blocks: [
      {
        p: 'Every POST that makes something, moves money or starts work takes `Idempotency-Key`: any text of 8 to 128 characters, best a UUID that you make before the first attempt. Where money moves it is required.',
      },
      {
        code: 'curl -X POST https://panel.example.com/api/v1/orders \\\n  -H "Authorization: Bearer hwt_…" \\\n  -H "Idempotency-Key: 6f1c2b1e-0a53-4a57-8a5e-3f0d6b1f7a90" \\\n  -H "Content-Type: application/json" -d @order.json',
      },
      {
        list: [
          'The same key with the same request gives the first answer again, with `Idempotency-Replayed: true`.',
          'The same key with another body or address is [idempotency_key_reused](/docs/errors/idempotency_key_reused).',
          'A second request while the first one runs waits for it.',
          'After a refusal the key is free: correct the request and use it again.',
          'Keys belong to you (or your token) and are kept for a day.',
        ],
      },
    ],
  },
  versions: {
    title: 'Versions and changes',
    lead: 'How two editors keep out of each other’s way, and how the API itself changes.',
    blocks: [
      { h: 'ETag and If-Match' },
      {
        p: 'What several people edit has a `version`, which is also its `ETag`. Send it as `If-Match` with the edit: if somebody was quicker you get `412` [precondition_failed](/docs/errors/precondition_failed) and nothing is changed. Where an edit is shared by staff it is required; without it the answer is `428`.',
      },
      {
        code: 'GET /api/v1/account            → ETag: "3"\nPATCH /api/v1/account\nIf-Match: "3"                  → 200, ETag: "4"',
      },
      { h: 'What may change' },
      {
        p: 'Within `/api/v1` operations, optional parameters and fields of answers are added at any time: ignore what you do not know. Nothing is removed or given another meaning.',
      },
      { h: 'What is going to end' },
      {
        p: 'It says so half a year beforehand: each of its answers carries `Deprecation` (since when), `Sunset` (until when) and a `Link` to what replaces it. Log those headers.',
      },
    ],
  },
  'rate-limits': {
    title: 'Rate limits',
    lead: 'Every answer says what is left.',
    blocks: [
      {
        code: 'RateLimit-Policy: "read";q=1200;w=60\nRateLimit: "read";r=1187;t=42',
      },
      {
        p: 'Of `q` requests in `w` seconds `r` are left for the next `t`. Reading, changing and signing in are counted apart; the usual values are 1200, 120 and 30 a minute.',
      },
      {
        p: 'Beyond that the answer is `429` [too_many_requests](/docs/errors/too_many_requests) with `Retry-After` in seconds. Wait that long: asking sooner only costs you requests. For changes follow [events](/docs/guides/events) instead of asking again and again.',
      },
    ],
  },
  operations: {
    title: 'Operations',
    lead: 'What takes longer than a moment answers at once and can be followed.',
    blocks: [
      {
        p: 'Deploying, restarting or deleting a service answers `202` with an operation and its address in `Location`.',
      },
      {
        code: 'POST /api/v1/services/{service_id}/actions/restart\n→ 202 Accepted\n  Location: /api/v1/operations/01935f2a-…\n  { "id": "01935f2a-…", "state": "queued", "progress": 0, "step": "…" }',
      },
      {
        rows: [
          ['`queued`, `running`', 'Under way; `step`, `progress` and `steps` tell how far.'],
          ['`succeeded`', 'Done.'],
          ['`compensating`', 'It failed and is being taken back.'],
          ['`failed`', '`error` has a code; where `retryable` is true it may be tried again.'],
        ],
      },
      {
        p: 'Read it every second or two, or wait for `operation.succeeded` and `operation.failed` among the [events](/docs/guides/events). A service has one operation at a time; a second one is [operation_running](/docs/errors/operation_running).',
      },
    ],
  },
  events: {
    title: 'Events',
    lead: 'One stream tells everything that happens in the account, as it happens.',
    blocks: [
      {
        code: 'curl -N https://panel.example.com/api/v1/events \\\n  -H "Authorization: Bearer hwt_…"\n\nid: 1042\nevent: invoice.paid\ndata: {"id":"…","type":"invoice.paid","occurred_at":"…","payload":{…}}',
      },
      {
        list: [
          'Keep the last `id`. After a break send it as `Last-Event-ID`: nothing is missed.',
          'Events may come twice and in any order. Take them as a reason to read what is now.',
          'A comment comes every 15 s; nothing for longer means that the connection is dead.',
          'The stream ends when the token does, or its rights change: connect again.',
        ],
      },
      {
        p: 'In a browser use `fetch` rather than `EventSource`, which cannot send a token. There are no webhooks that bring events to an address of yours: keep this stream open in a program of your own, and read the lists again after a long absence.',
      },
    ],
  },
  'command-line': {
    title: 'Command line',
    lead: 'The API in a terminal: `hw` for people and scripts.',
    blocks: [
      {
        code: 'pip install hostwright-cli\nhw login --url https://panel.example.com\nhw services list\nhw order start nginx my-shop\nhw services logs my-shop --follow\nhw invoices pay INV-2026-000042',
      },
      {
        p: 'Every command has `--json` and exit codes that scripts can rely on; `hw --install-completion` sets up the shell. In scripts set `HOSTWRIGHT_URL` and `HOSTWRIGHT_TOKEN` instead of signing in.',
      },
    ],
  },
}
