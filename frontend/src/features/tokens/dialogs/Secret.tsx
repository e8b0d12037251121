import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import { CopyButton } from '~/design/patterns/CopyButton'
import { Button } from '~/design/primitives/Button'
import Dialog from '~/design/primitives/Dialog'
import type { MadeToken } from '../api'

/** The one time the secret is shown: closing it by a slip outside would lose it. */
export function Secret({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog
      modal
      title={t`Copy the token now`}
      onClose={onClose}
      foot={
        <Button variant="primary" onClick={onClose}>
          <Trans>I have saved it</Trans>
        </Button>
      }
    >
      <div className="notice notice--warning">
        <IconAlertTriangle className="i" aria-hidden />
        <span className="grow">
          <Trans>It is shown this one time. Keep it where passwords are kept.</Trans>
        </span>
      </div>
      <div className="secret">
        <CopyButton value={made.token} />
      </div>
      <p className="small second">
        <Trans>
          Programs send it as <span className="code">Authorization: Bearer …</span>
        </Trans>
      </p>
    </Dialog>
  )
}
