/** Gives the reader a file made in the page. */
export function download(name: string, content: string, type = 'text/plain'): void {
  saveBlob(name, new Blob([content], { type: `${type};charset=utf-8` }))
}

/** Gives the reader a file that came over the network. */
export function saveBlob(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
