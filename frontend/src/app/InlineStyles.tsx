import base from '~/design/base.css?inline'
import panelCss from '~/design/panel.css?inline'
import panelModules from '~/design/panelModules.css?inline'
import panelNarrow from '~/design/panelNarrow.css?inline'
import publicCss from '~/design/public.css?inline'
import tokens from '~/design/tokens.css?inline'
import choices from '~/lib/choices.js?raw'
import { BrandStyles } from './BrandStyles'
import early from './early.js?raw'
import publicScript from './public.js?raw'
import theme from './theme.js?raw'

/**
 * What the first paint needs stands in the HTML: on a phone each file asked for before it costs a
 * round trip. The policy of the page allows both by their digests.
 */
export function InlineStyles({ panel }: { panel: boolean }) {
  return (
    <>
      {panel && <script {...inline(early)} />}
      <script {...inline(panel ? theme : import.meta.env.SSR ? ofPublic : '')} />
      <style id="inline-styles" {...inline(import.meta.env.SSR ? styles(panel) : shown)} />
      <BrandStyles />
    </>
  )
}

/** Joined when HTML is made; scripts find them in the document and carry no copy. */
const styles = (panel: boolean) =>
  tokens + base + (panel ? panelCss + panelNarrow + panelModules : publicCss)

const shown = import.meta.env.SSR
  ? ''
  : (document.getElementById('inline-styles')?.textContent ?? '')

/** One script of two files: the preview of the page imports the second. */
const ofPublic = `{${bare(choices.replace('export ', ''))}${bare(publicScript)}}`

/** Without lines of comment: every reader of a page gets these bytes. */
function bare(code: string): string {
  return code.replaceAll(/^\s*(\/\/|\/\*\*).*\n/gm, '')
}

const inline = (text: string) => ({ dangerouslySetInnerHTML: { __html: text } })
