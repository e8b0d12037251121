import { Fragment } from 'react'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'

/** A piece of a guide. Texts know `code` and [links](/docs/…) and nothing else. */
export type Block =
  | { h: string }
  | { p: string }
  | { code: string }
  | { list: string[] }
  | { rows: [string, string][] }

export interface Guide {
  title: string
  lead: string
  blocks: Block[]
}

export function Blocks({ blocks }: { blocks: Block[] }) {
  return blocks.map((block) => <Piece key={JSON.stringify(block)} block={block} />)
}

function Piece({ block }: { block: Block }) {
  if ('h' in block) return <h2>{block.h}</h2>
  if ('code' in block) return <Code text={block.code} />
  if ('p' in block) {
    return (
      <p>
        <Inline text={block.p} />
      </p>
    )
  }
  if ('list' in block) {
    return (
      <ul>
        {block.list.map((text) => (
          <li key={text}>
            <Inline text={text} />
          </li>
        ))}
      </ul>
    )
  }
  return (
    <table>
      <tbody>
        {block.rows.map(([name, text]) => (
          <tr key={name}>
            <th scope="row">
              <Inline text={name} />
            </th>
            <td>
              <Inline text={text} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Long lines scroll inside, by keyboard too. */
export function Code({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0}>
      <code>{text}</code>
    </pre>
  )
}

const parts = /(`[^`]+`|\[[^\]]+\]\([^)]+\))/

export function Inline({ text }: { text: string }) {
  const locale = useLocale()
  return text.split(parts).map((part, index) => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part)
    const key = `${index}${part}`
    if (link) {
      return (
        <a key={key} href={localized(link[2] ?? '', locale)}>
          {link[1]}
        </a>
      )
    }
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>
    return <Fragment key={key}>{part}</Fragment>
  })
}
