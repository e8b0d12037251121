import { lazy } from 'react'
import { loadCatalogs } from '~/i18n/catalogs'

/** Loaded with its words when somebody is about to pay. */
export const PaySheet = lazy(async () => {
  const [file] = await Promise.all([import('./PaySheet'), loadCatalogs(['pay'])])
  return file
})
