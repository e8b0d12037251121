let opened: BroadcastChannel | undefined

/** One for telling and hearing: a tab never hears what it told itself. */
const channel = () => {
  opened ??= new BroadcastChannel('hostwright.account')
  return opened
}

/** Has the other tabs of this session begin anew with the account that was chosen. */
export const tellOtherTabs = (accountId: string) => channel().postMessage(accountId)

/** Calls when another tab has chosen an account; returns how to stop. */
export function whenAnotherTabChooses(begin: () => void): () => void {
  channel().addEventListener('message', begin)
  return () => channel().removeEventListener('message', begin)
}
