import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schema } from '~/api/client'
import { ApiError } from '~/api/errors'
import { ErrorState } from '~/design/patterns/ErrorState'
import { Button } from '~/design/primitives/Button'
import Dialog from '~/design/primitives/Dialog'
import { Spinner } from '~/design/primitives/Spinner'
import { prove, requestStepUp } from './api'
import FactorForm from './FactorForm'
import type { Shown } from './factors'
import { meQuery } from './me'
import type { PasskeyTask } from './passkeys'
import { stepUpQuery } from './security'
import { stepUpPrompt } from './stepUpPrompt'

function bodyOf(shown: Shown): Schema<'StepUpCreate'> {
  if (shown.factor === 'passkey') {
    return { challenge_id: shown.challenge_id, credential: shown.credential }
  }
  return { [shown.factor]: shown.value }
}

/** Stands before what is dangerous; once the proof is given, what was begun goes on by itself. */
export default function StepUpDialog() {
  const { t } = useLingui()
  const queries = useQueryClient()
  const asked = useQuery(stepUpQuery)
  const show = async (shown: Shown) => {
    try {
      await prove(bodyOf(shown))
    } catch (error) {
      // Too many wrong ones end the session: there is nothing left to prove.
      if (error instanceof ApiError && error.status === 401) stepUpPrompt.settle(false)
      throw error
    }
    stepUpPrompt.settle(true)
    // A session that showed a second factor may do more than before.
    void queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  return (
    <Dialog
      title={t`Confirm that it is you`}
      onClose={() => stepUpPrompt.settle(false)}
      foot={
        <Button onClick={() => stepUpPrompt.settle(false)}>
          <Trans>Cancel</Trans>
        </Button>
      }
    >
      <p className="small second">
        <Trans>
          This matters, so we ask you to confirm it is you. What you started continues right after.
        </Trans>
      </p>
      {asked.data && (
        <FactorForm
          name="proof"
          factors={asked.data.methods}
          task={async () => (await requestStepUp()) as PasskeyTask}
          onShow={show}
        />
      )}
      {asked.isPending && (
        <p role="status" aria-label={t`Loading`}>
          <Spinner />
        </p>
      )}
      {asked.isError && <ErrorState query={asked} />}
    </Dialog>
  )
}
