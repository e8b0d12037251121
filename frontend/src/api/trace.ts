/**
 * W3C Trace Context: a request begins the trace that its jobs and their calls go on with. Only where
 * the API records traces, which an answer of it says by `traceresponse`; nothing is recorded here.
 */
let recorded = false

export function noteTracing(headers: Headers): void {
  recorded ||= headers.has('traceresponse')
}

const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

export function trace(request: Request): void {
  if (recorded) request.headers.set('traceparent', `00-${hex(16)}-${hex(8)}-01`)
}
