/** What is put on a page: a stub that keeps what is asked before the script has come, and that. */

const STUB =
  '<script>window.siyu=window.siyu||function(){(siyu.q=siyu.q||[]).push(arguments)}</script>'

/** Where our address is not set, the script is where this console is. */
export const scriptAddress = (url: string, origin: string) => new URL(url, origin).href

export const snippet = (address: string) => `${STUB}\n<script async src="${address}"></script>`

export function policy(address: string): string {
  const { origin } = new URL(address)
  return `script-src 'self' ${origin}; connect-src 'self' ${origin}`
}
