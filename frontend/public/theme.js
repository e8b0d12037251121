try {
  var t = localStorage.getItem('hostwright.theme')
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t
} catch (e) {}
