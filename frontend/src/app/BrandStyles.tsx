import { useContext } from 'react'
import {
  BrandContext,
  brandData,
  brandIds,
  brandStyles,
  documentBrand,
  iconOf,
  useBrand,
} from '~/lib/brand'

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
      {rules && <style id={brandIds.styles} {...inline(rules)} />}
      <script type="application/json" id={brandIds.data} {...inline(brandData(made))} />
    </>
  )
}

const inline = (text: string) => ({ dangerouslySetInnerHTML: { __html: text } })
