import type { Usage } from '../../cassette/call.ts'
import { findProvider } from '../name-provider.ts'

/** What the price table calls a model, and who sells it. */
export interface TableId {
  readonly provider: string
  /** In lower case. */
  readonly model: string
  /** Set where `model` leaves out the date of a snapshot. */
  readonly isUndated?: true
}

/**
 * Names a model as the price table may know it.
 *
 * @param usage - who answered, and with which model
 * @returns the names to look up, the most exact first
 */
export function tableIds(usage: Usage): readonly TableId[] {
  const { provider } = usage
  const name = usage.model.toLowerCase()
  const own = { provider: tableProvider(provider), model: name }
  // Writer sells its models at the prices that the table has for Bedrock.
  if (provider === 'writer') return [{ provider: 'aws', model: `writer.${name}` }]
  const sellers = [...backendIds(provider, name), own, ...makerIds(provider, name)]
  return sellers.flatMap((id) => [id, ...otherSpellings(id)])
}

function tableProvider(name: string): string {
  const provider = findProvider(name)
  return provider?.prices ?? provider?.id ?? name
}

// Gateways pass on the prices of the maker, whom their model ids name: `anthropic/claude-sonnet-4.5`.
function makerIds(provider: string, model: string): readonly TableId[] {
  const [maker = '', ...name] = model.split('/')
  if (findProvider(provider)?.isGateway !== true || name.length === 0) return []
  return [{ provider: tableProvider(maker), model: name.join('/') }]
}

// Hugging Face's router passes on the prices of the one who computes, whom a suffix may name:
// `openai/gpt-oss-120b:groq`.
function backendIds(provider: string, model: string): readonly TableId[] {
  if (provider !== 'huggingface') return []
  const [name = '', backend] = model.split(':')
  if (backend === undefined) return []
  return [
    { provider: `huggingface_${backend}`, model: name },
    { provider: backend, model: name },
    { provider: backend, model: name.replace(/^.*\//u, '') },
  ]
}

// By the day, or by the month as Mistral does.
const SNAPSHOT = /-20\d{6}$|-20\d{2}-\d{2}-\d{2}$|-2\d(?:0[1-9]|1[0-2])$/u

// A dated snapshot is the model, where it has no entry of its own. Bedrock's endpoint for the OpenAI API leaves the
// revision out.
function otherSpellings({ provider, model }: TableId): readonly TableId[] {
  return [
    ...(SNAPSHOT.test(model) ? [{ provider, model: model.replace(SNAPSHOT, ''), isUndated: true as const }] : []),
    ...(provider === 'aws' && model.startsWith('openai.') ? [{ provider, model: `${model}-1:0` }] : []),
  ]
}
