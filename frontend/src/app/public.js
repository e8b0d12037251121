// Inline in public pages, before the first paint: language, theme, and whether somebody is signed in here.
const root = document.documentElement
const store = {
  get(key) {
    try {
      return localStorage.getItem(`hostwright.${key}`)
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`hostwright.${key}`, value)
    } catch {
      // The choice lives as long as the page does.
    }
  },
}
const { pathname, search, hash } = location
const language = store.get('locale')
// What is at an address without a language is in the default one: whoever chose another reads that.
if (/^(ru|en)$/.test(language) && language !== root.lang && !/^\/(ru|en)(\/|$)/.test(pathname)) {
  location.replace(`/${language}${pathname}${search}${hash}`)
}
const kept = store.get('theme')
if (kept === 'light' || kept === 'dark') root.dataset.theme = kept
if (store.get('session')) root.dataset.session = 'active'
root.dataset.script = ''

addEventListener('click', ({ target }) => {
  const chosen = target.closest('a[hreflang]')
  if (chosen) store.set('locale', chosen.hreflang)
  if (!target.closest('[data-theme-switch]')) return
  const shown =
    root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  const theme = shown === 'dark' ? 'light' : 'dark'
  root.dataset.theme = theme
  store.set('theme', theme)
  store.set('theme.public', theme)
})

addEventListener('change', ({ target }) => {
  const form = target.closest('[data-configurator]')
  if (form) showChosen(form)
})
