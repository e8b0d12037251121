// Keeps the published pages at what the API says: rendered when it changed, kept when it is away.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { NOTHING } from './source.mjs'

const FIRST_RETRY_SECONDS = 1

/** What was last read: pages after a restart show it until the API answers. */
function remembered(out) {
  const file = join(out, 'source.json')
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : NOTHING
  } catch {
    return NOTHING
  }
}

function remember(out, text) {
  writeFileSync(join(out, 'source.json.new'), text)
  renameSync(join(out, 'source.json.new'), join(out, 'source.json'))
}

/**
 * `update(source)` renders and publishes; `read()` asks the API. The first update is made before
 * the API is asked, `ready()` is called after the first one that the API answered.
 */
export async function watch({ out, seconds, read, update, ready, log, signal }) {
  let shown = null
  let away = false
  let answered = false
  const show = async (source) => {
    const text = JSON.stringify(source)
    if (text === shown) return
    await update(source)
    shown = text
  }
  await show(remembered(out))
  while (!signal.aborted) {
    try {
      await show(await read())
      remember(out, shown)
      if (away || !answered) log('the pages show what the API says')
      if (!answered) ready()
      away = false
      answered = true
    } catch (error) {
      if (!away) log(`the pages stay as they are: ${error.message}`)
      away = true
    }
    const pause = answered ? seconds : Math.min(seconds, FIRST_RETRY_SECONDS)
    await wait(pause * 1000, undefined, { signal }).catch(() => {})
  }
}
