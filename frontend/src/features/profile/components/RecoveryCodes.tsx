import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { useBrand } from '~/lib/brand'
import { download } from '~/lib/download'

/** Shown once: nobody, we included, can show them again. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const [copied, setCopied] = useState(false)
  const text = `${brand}\n${location.origin}\n\n${codes.join('\n')}\n`
  return (
    <section className="sheet" aria-label={t`Recovery codes`}>
      <Card
        title={t`Keep these recovery codes`}
        foot={
          <Button variant="primary" onClick={onKept}>
            <Trans>I have kept them</Trans>
          </Button>
        }
      >
        <div className="stack">
          <p className="small second">
            <Trans>
              They let you in when the phone or the passkey is gone, once each. This is the only
              time they are shown: put them where you keep passwords, or print them.
            </Trans>
          </p>
          <ul className="codes mono">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <div className="row row--wrap no-print">
            <Button
              size="sm"
              icon={copied ? IconCheck : IconCopy}
              onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
            >
              {copied ? t`Copied` : t`Copy`}
            </Button>
            <Button
              size="sm"
              icon={IconDownload}
              onClick={() => download('hostwright-recovery-codes.txt', text)}
            >
              <Trans>Download</Trans>
            </Button>
            <Button size="sm" icon={IconPrinter} onClick={() => globalThis.print()}>
              <Trans>Print</Trans>
            </Button>
          </div>
        </div>
      </Card>
    </section>
  )
}
