import { useContext } from 'react'
import { BRAND_DATA, BrandContext, documentBrand, useBrand } from '~/lib/brand'
import { BRAND_STYLES, brandData, brandStyles, iconOf } from '~/lib/brandLook'

/**
 * Whose panel it is, before the first paint: the accent as rules, which the page's policy allows by
 * their digest, and name and logos as data for the scripts. What changes later is `showBrand`'s.
 */
export function BrandStyles() {
  const made = useContext(BrandContext) ?? documentBrand
  const rules = brandStyles(made)
  const icon = iconOf(useBrand())
  return (
    <>
      <link rel="icon" href={icon.href} type={icon.type} />
      {rules && <style id={BRAND_STYLES} {...inline(rules)} />}
      <script type="application/json" id={BRAND_DATA} {...inline(brandData(made))} />
    </>
  )
}

const inline = (text: string) => ({ dangerouslySetInnerHTML: { __html: text } })
