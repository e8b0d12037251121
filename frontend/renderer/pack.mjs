// Compressed twins of a file, `<file>.br` and `<file>.gz`: a server sends the one that a reader takes.
import { writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const SMALL_BYTES = 1000
/** Smaller than gzip can, in as little time: for the hundreds of pages that are rendered at run time. */
export const QUICK = 6

export function pack(content, quality = constants.BROTLI_MAX_QUALITY) {
  const bytes = Buffer.from(content)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return { br: brotliCompressSync(bytes, { params }), gz: gzipSync(bytes, { level: 9 }) }
}

/** What is too small to gain has none. */
export function packInto(file, content, twins = pack) {
  if (Buffer.byteLength(content) <= SMALL_BYTES) return
  for (const [ending, twin] of Object.entries(twins(content))) {
    writeFileSync(`${file}.${ending}`, twin)
  }
}
