import { Menu as MantineMenu } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Floating } from '../Floating'
import { type MenuProps, MenuTrigger } from './Menu'

/** Arrow keys, typing ahead, Esc, focus back to the trigger: Mantine does all of it well. */
export default function MenuPanel(props: MenuProps) {
  const [opened, setOpened] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const { onOpen } = props
  const change = (open: boolean) => {
    setOpened(open)
    if (open) onOpen?.()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the click that loaded it opens it.
  useEffect(() => {
    // The button that was clicked is gone with its element: its successor takes the focus.
    trigger.current?.focus({ preventScroll: true })
    change(true)
  }, [])
  return (
    <Floating>
      <MantineMenu
        opened={opened}
        onChange={change}
        withInitialFocusPlaceholder={false}
        position="bottom-end"
        offset={6}
        width={232}
        transitionProps={{ duration: 120 }}
        classNames={{ dropdown: 'dropmenu', item: 'dropmenu__item' }}
      >
        <MantineMenu.Target>
          <MenuTrigger {...props} ref={trigger} />
        </MantineMenu.Target>
        <MantineMenu.Dropdown aria-label={props.label}>
          {props.head && <div className="dropmenu__head">{props.head}</div>}
          {props.items.map((item) => (
            <MantineMenu.Item
              key={item.id}
              disabled={item.disabled ?? false}
              title={item.hint}
              data-danger={item.danger || undefined}
              aria-current={item.checked || undefined}
              leftSection={item.icon && <item.icon className="i" aria-hidden />}
              rightSection={item.checked && <IconCheck className="i i--sm" aria-hidden />}
              onClick={() => {
                // The item goes with the menu: whatever opens next gives the focus back to the button.
                trigger.current?.focus({ preventScroll: true })
                item.onSelect()
              }}
            >
              {item.label}
            </MantineMenu.Item>
          ))}
        </MantineMenu.Dropdown>
      </MantineMenu>
    </Floating>
  )
}
