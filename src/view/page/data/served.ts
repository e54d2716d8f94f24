// What the server gives lies below the address of the page, which holds the token.

/** Asks the server for what this page does not hold itself. */
export async function fetchServed(name: string): Promise<Blob> {
  const response = await fetch(`data/${name}`)
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return response.blob()
}

/** Loads the page again whenever a recording or a run has changed; the address keeps what is open. */
export function followDisk(): void {
  const events = new EventSource('changes')
  events.addEventListener('change', () => location.reload())
}
