/** `https://blog.example.net/` is read as `blog.example.net`; a port stays. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
