import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { Card } from '~/design/primitives/Card'
import { saveNode, test } from '../actions'
import { driversQuery, type Node, type NodeTest } from '../api'
import { defaultsOf, nodeSchema, type NodeForm as Values } from '../forms'
import { describeNode } from '../labels'
import { propertiesOf, SettingsFields } from './SettingsFields'
import { TestFacts } from './TestFacts'

const FORM = 'node'

/** Registers a node, or changes one; what its driver asks comes from the driver. */
export function NodeForm({ node }: { node: Node | null }) {
  const submit = useSubmit(saveNode)
  const { data } = useQuery(driversQuery)
  const [begun, setBegun] = useState<NodeTest | null>(null)
  const driverOf = (name: string | undefined) => data?.items.find((one) => one.name === name)
  const namesOf = (form: Values) => propertiesOf(driverOf(form['driver'])).map(([name]) => name)
  return (
    <Form<Values>
      name={FORM}
      schema={nodeSchema}
      defaults={defaultsOf(node)}
      describe={describeNode}
      onSubmit={(form) => submit({ node, form, settings: namesOf(form) })}
    >
      {(form) => (
        <>
          <Place node={node} drivers={data?.items.map((one) => one.name) ?? []} />
          <Engine form={form} node={node} driver={driverOf(form.watch('driver'))} />
          <Reach />
          <Limits />
          {begun && <TestFacts key={begun.id} test={begun} />}
          <div className="row">
            <SubmitButton>
              <Trans>Save</Trans>
            </SubmitButton>
            {!node && <TestButton form={form} namesOf={namesOf} begun={setBegun} />}
          </div>
        </>
      )}
    </Form>
  )
}

interface TestProps {
  form: UseFormReturn<Values>
  namesOf: (form: Values) => string[]
  begun: (test: NodeTest) => void
}

function TestButton({ form, namesOf, begun }: TestProps) {
  const values = form.watch()
  const asked = { form: values, settings: namesOf(values) }
  return <ActionButton action={test} subject={{ subject: asked, begun }} />
}

function Place({ node, drivers }: { node: Node | null; drivers: string[] }) {
  const { t } = useLingui()
  return (
    <Card title={t`The machine`}>
      <div className="stack">
        <TextField
          form={FORM}
          name="name"
          label={t`Name`}
          autoComplete="off"
          help={t`Small Latin letters, digits, hyphens and dots: node-1`}
        />
        <TextField form={FORM} name="region" label={t`Region`} autoComplete="off" />
        <TextField
          form={FORM}
          name="labels"
          label={t`Labels`}
          autoComplete="off"
          help={t`For yourself: rack=7, disks=ssd`}
        />
        {!node && (
          <SelectField
            form={FORM}
            name="driver"
            label={t`Driver`}
            options={drivers.map((value) => ({ value, label: value }))}
          />
        )}
      </div>
    </Card>
  )
}

interface EngineProps {
  form: UseFormReturn<Values>
  node: Node | null
  driver: Parameters<typeof SettingsFields>[0]['driver'] | undefined
}

function Engine({ node, driver }: EngineProps) {
  const { t } = useLingui()
  if (!driver) return null
  return (
    <Card title={t`How the panel reaches it`}>
      <div className="stack">
        <SettingsFields form={FORM} driver={driver} stored={node?.credentials ?? []} />
      </div>
    </Card>
  )
}

function Reach() {
  const { t } = useLingui()
  return (
    <Card title={t`How customers reach services on it`}>
      <div className="stack">
        <TextField
          mono
          form={FORM}
          name="host"
          label={t`Address the ports are opened on`}
          autoComplete="off"
          help={t`An IP address of the machine; 0.0.0.0 is every one`}
        />
        <TextField
          mono
          form={FORM}
          name="public_host"
          label={t`Name or address customers see`}
          autoComplete="off"
        />
        <TextField
          mono
          form={FORM}
          name="internal_host"
          label={t`Name or address the panel uses itself`}
          autoComplete="off"
          help={t`Only where it differs: from inside a container, or over a private network`}
        />
        <TextField form={FORM} name="port_from" label={t`First port`} inputMode="numeric" />
        <TextField form={FORM} name="port_to" label={t`Last port`} inputMode="numeric" />
      </div>
    </Card>
  )
}

function Limits() {
  const { t } = useLingui()
  return (
    <Card title={t`What is offered to customers`}>
      <div className="stack">
        <TextField form={FORM} name="cpus" label={t`Cores`} inputMode="decimal" />
        <TextField form={FORM} name="memory_mb" label={t`Memory, MiB`} inputMode="numeric" />
        <TextField form={FORM} name="disk_gb" label={t`Disk, GiB`} inputMode="numeric" />
        <TextField
          form={FORM}
          name="cpu_overcommit_percent"
          label={t`Over-commit of cores, %`}
          inputMode="numeric"
          help={t`400 sells each core four times: small services are idle most of the time`}
        />
        <TextField
          form={FORM}
          name="memory_overcommit_percent"
          label={t`Over-commit of memory, %`}
          inputMode="numeric"
        />
      </div>
    </Card>
  )
}
