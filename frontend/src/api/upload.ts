import { percentOf } from '~/lib/format'

/** Sends a request and tells how much of it has left, in percent: `fetch` cannot. */
export function sendWithProgress(onProgress: (percent: number) => void) {
  return async (request: Request): Promise<Response> => {
    const body = await request.arrayBuffer()
    return new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest()
      sending.open(request.method, request.url)
      request.headers.forEach((value, name) => {
        sending.setRequestHeader(name, value)
      })
      sending.upload.onprogress = ({ lengthComputable, loaded, total }) => {
        if (lengthComputable && total > 0) onProgress(percentOf(loaded, total))
      }
      sending.onload = () => resolve(responseOf(sending))
      sending.onerror = () => reject(new TypeError('the request was not answered'))
      sending.onabort = sending.onerror
      sending.send(body)
    })
  }
}

function responseOf(sent: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const line of sent
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const bodiless = sent.status === 204 || sent.status === 304
  return new Response(bodiless ? null : sent.responseText, { status: sent.status, headers })
}
