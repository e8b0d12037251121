import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { act, render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { noteRelease, release } from '~/api/release'
import { useUnsaved } from '~/lib/unsaved'
import { NewVersion } from './NewVersion'

function Typing({ unsaved }: { unsaved: boolean }) {
  useUnsaved(unsaved)
  return null
}

it('offers a new version once nothing typed would be lost', () => {
  const shown = (unsaved: boolean) => (
    <I18nProvider i18n={i18n}>
      <NewVersion />
      <Typing unsaved={unsaved} />
    </I18nProvider>
  )
  const { rerender } = render(shown(true))
  act(() => {
    noteRelease('1.0.0')
    noteRelease(null)
  })
  expect(screen.queryByRole('button')).toBeNull()
  act(() => noteRelease('1.1.0'))
  expect(screen.queryByRole('button')).toBeNull()
  rerender(shown(false))
  expect(screen.getByRole('button', { name: 'Reload' })).toBeVisible()
  expect(release.current()).toBe('1.0.0')
  act(() => noteRelease('1.0.0'))
  expect(screen.getByRole('button', { name: 'Reload' })).toBeVisible()
})
