import type { ProviderServer } from '../../helpers/servers/provider-server.ts'
import { provokeErrors } from '../../safety/provoke-errors.ts'

/** A message of the product, as a run showed it. */
export interface ShownMessage {
  /** What it is listed by: a code, a reason, or a label of the summary. */
  readonly name: string
  readonly text: string
}

/** Provokes one error of every code. */
export async function collectErrors(server: ProviderServer): Promise<readonly ShownMessage[]> {
  const errors = await provokeErrors(server)
  return [...errors].map(([name, { message }]) => ({ name, text: message }))
}
