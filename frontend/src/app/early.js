// What the panel begins with is asked for before its code is here: the session, the person, the code and
// the words of the page at this address, and what it shows. The code takes each answer once, with
// `api/early.ts`. No answers where this tab has a token of its own; other tabs wait behind the lock.
try {
  const { pathname, search } = location
  const { files, words, pages } = JSON.parse(document.getElementById('pages')?.textContent ?? '{}')
  const page = pages?.find(([pattern]) => new RegExp(pattern).test(pathname))
  const [pattern, code, ru, en, asked] = page ?? []

  if (navigator.locks && !sessionStorage.getItem('hostwright.impersonation')) {
    const until = Date.now() + 30_000
    const answers = {}
    const keep = (name, answer) => {
      answers[name] = answer.catch(() => null)
      return answer
    }
    const ask = (path, options) => fetch(`/api/v1${path}`, options)
    const token = keep(
      'token',
      navigator.locks.request('hostwright.session', () =>
        ask('/auth/token', {
          method: 'POST',
          headers: { 'X-Refresh-Transport': 'cookie' },
          body: new URLSearchParams({ grant_type: 'refresh_token' }),
        }),
      ),
    )
    // At once: whoever takes the answer reads it to its end.
    const granted = token.then((answer) => (answer.ok ? answer.clone().json() : null))
    const read = async (path) => {
      const { access_token } = await granted
      const answer = await ask(path, { headers: { Authorization: `Bearer ${access_token}` } })
      return answer.ok ? answer : null
    }
    const readAll = (person) => {
      if (!page || !person.account || search) return
      const admin = pathname.startsWith('/admin')
      const allowed = admin ? person.staff_permissions : person.permissions
      const frame = admin ? [] : [['/me/summary'], ['/notifications?size=8']]
      const { groups } = new RegExp(pattern).exec(pathname)
      for (const [path, permission] of [...asked, ...frame]) {
        const named = path.replaceAll(/:(\w+)/g, (_all, name) => groups[name])
        if (!permission || allowed.includes(permission)) keep(named, read(named))
      }
    }
    // The person is told after the questions are asked: the code then finds all of them.
    keep(
      '/me',
      granted.then(async (grant) => {
        const me = grant && (await read('/me'))
        if (me) readAll(await me.clone().json())
        return me
      }),
    )
    globalThis.hostwrightEarly = {
      take(name) {
        const answer = Date.now() < until ? answers[name] : undefined
        delete answers[name]
        return answer
      },
      drop() {
        for (const name of Object.keys(answers)) delete answers[name]
      },
    }
  }

  if (page) {
    const spoken = localStorage.getItem('hostwright.locale') ?? navigator.language
    const english = spoken.startsWith('en')
    for (const number of new Set([
      ...words[english ? 'en' : 'ru'],
      ...code,
      ...(english ? en : ru),
    ])) {
      const link = document.createElement('link')
      link.rel = 'modulepreload'
      link.fetchPriority = 'low'
      link.href = `/assets/${files[number]}`
      document.head.append(link)
    }
  }
} catch {
  // Then the code asks itself.
}
