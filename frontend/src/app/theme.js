try {
  const theme = localStorage.getItem('hostwright.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A browser that keeps nothing shows the system's theme.
}
