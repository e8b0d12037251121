export interface ServerEvent {
  id: string | null
  type: string
  data: string
}

/** Server-sent events out of a text stream; chunks may end anywhere, even inside a line. */
export class EventParser {
  private rest = ''

  push(chunk: string): ServerEvent[] {
    const blocks = (this.rest + chunk).replaceAll('\r\n', '\n').split('\n\n')
    this.rest = blocks.pop() ?? ''
    return blocks.map(parseBlock).filter((event) => event !== null)
  }
}

function parseBlock(block: string): ServerEvent | null {
  let id: string | null = null
  let type = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [field = '', ...after] = line.split(':')
    const value = after.join(':').replace(/^ /, '')
    if (field === 'id') id = value
    else if (field === 'event') type = value
    else if (field === 'data') data.push(value)
  }
  return data.length > 0 || id !== null ? { id, type, data: data.join('\n') } : null
}
