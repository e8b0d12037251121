import * as v from 'valibot'
import { text } from '~/api/rules'
import { MailTemplateUpdate } from '~/api/rules.gen'

export const draftSchema = v.object({
  subject: text(MailTemplateUpdate.subject, { required: true }),
  body: text(MailTemplateUpdate.body, { required: true }),
})
