import { expect, it } from 'vitest'
import { type ErrorTexts, generalTexts } from '~/api/describe'
import { errorCodes } from '~/api/values.gen'

type ErrorCode = (typeof errorCodes)[number]

const exported = Object.values(
  import.meta.glob<Record<string, unknown>>('../features/*/labels.ts', { eager: true }),
).flatMap((file) => Object.values(file))
const texts: ErrorTexts[] = [
  generalTexts,
  ...exported.flatMap((one) =>
    typeof one === 'function' && 'texts' in one ? [one.texts as ErrorTexts] : [],
  ),
]

/** Why these codes need no text of their own; if one comes after all, its status has a sentence. */
const withoutText: Record<string, ErrorCode[]> = {
  'the panel sends no such request': [
    'bad_request',
    'currency_differs',
    'headers_too_large',
    'idempotency_key_reused',
    'invalid_cursor',
    'invalid_request',
    'method_not_allowed',
    'precondition_required',
    'query_too_long',
    'unsupported_grant_type',
    'unsupported_media_type',
    'webhook_malformed',
    'webhook_signature_invalid',
  ],
  'raised inside jobs and commands': [
    'catalog_file',
    'image_not_found',
    'backup_damaged',
    'backup_failed',
    'backup_key_invalid',
    'backup_key_wrong',
    'backup_missing',
    'postgres_program_failed',
    'restore_refused',
    'document_fixed',
    'ledger_fixed',
    'ledger_unbalanced',
    'no_capacity',
    'no_local_node',
    'payment_mismatch',
    'period_billed_already',
    'subscription_unpaid',
  ],
  'the page is older than the state: the sentence of 409 says to refresh': [
    'invoice_not_refundable',
    'job_not_dead',
    'operation_not_retryable',
    'order_not_paid',
  ],
  'handled by the form it comes to': [
    'code_just_sent',
    'mail_template_invalid',
    'mfa_expired',
    'mfa_required',
    'step_up_wrong',
    'second_factor_needed',
    'staff_not_impersonated',
    'wrong_code',
    'wrong_passkey',
  ],
  'the live stream comes again by itself': ['stopping', 'ticket_invalid', 'too_many_streams'],
  'its status says the same': [
    'content_too_large',
    'internal_error',
    'no_answer',
    'sign_in_locked',
    'validation_failed',
  ],
}
const excused = new Set<string>(Object.values(withoutText).flat())

it('has a text for every error code, or a reason to have none', () => {
  const said = new Set(texts.flatMap((one) => Object.keys(one)))
  expect(errorCodes.filter((code) => !said.has(code) && !excused.has(code))).toEqual([])
})

it('gives no reason for a code that has a text', () => {
  const said = new Set(texts.flatMap((one) => Object.keys(one)))
  expect([...excused].filter((code) => said.has(code))).toEqual([])
})
