import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { readCitations } from '../parts/citations.ts'
import { single, words, type DraftAnswer, type DraftPart } from '../parts/draft.ts'
import { listAt, objectAt, objectsAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import type { Dialect } from './dialect.ts'

/**
 * Bedrock's agents and knowledge bases: frames with text in base64, and traces of the way there.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html
 */
export const bedrockAgents: Dialect = {
  recognizes: (event, url) =>
    OPERATIONS.test(url) &&
    (typeof event['bytes'] === 'string' ||
      typeof event['text'] === 'string' ||
      'trace' in event ||
      typeof objectAt(event, 'output')['text'] === 'string'),
  read: readAgent,
}

/** By its paths as well: behind a proxy it has another host. */
const OPERATIONS = /bedrock-agent-runtime|\/agents\/[^/]|\/retrieveAndGenerate/u

function readAgent(events: readonly UnknownRecord[]): DraftAnswer {
  const text = events
    .map((event) => decoded(event['bytes']) + wordsAt(event, 'text') + wordsAt(event, 'output', 'text'))
    .join('')
  const sources = events.flatMap((event) => [
    ...objectsAt(event, 'attribution', 'citations'),
    ...objectsAt(event, 'citations'),
    ...objectsAt(event, 'citation'),
  ])
  const citations = readCitations(
    sources.flatMap((source) => objectsAt(source, 'retrievedReferences').map(readReference)),
  )
  return single([...events.flatMap(readTrace), ...words(text, citations)])
}

function decoded(bytes: unknown): string {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('utf8') : ''
}

function readReference(reference: UnknownRecord): UnknownRecord {
  const location = objectAt(reference, 'location')
  return { cited_text: wordsAt(reference, 'content', 'text'), uri: textAt(location, 's3Location', 'uri') }
}

// Of a trace, what was thought and which tool was called.
function readTrace(event: UnknownRecord): readonly DraftPart[] {
  const trace = objectAt(event, 'trace', 'orchestrationTrace')
  const thought = textAt(trace, 'rationale', 'text')
  const group = objectAt(trace, 'invocationInput', 'actionGroupInvocationInput')
  const query = textAt(trace, 'invocationInput', 'knowledgeBaseLookupInput', 'text')
  const observed = textAt(trace, 'observation', 'actionGroupInvocationOutput', 'text')
  return [
    ...(thought === undefined ? [] : [{ kind: 'reasoning', text: thought } satisfies DraftPart]),
    ...(Object.keys(group).length === 0 ? [] : [readGroup(group)]),
    ...(query === undefined
      ? []
      : [{ kind: 'tool-call', name: 'knowledge_base', arguments: { text: query }, server: true } satisfies DraftPart]),
    ...(observed === undefined ? [] : [{ kind: 'tool-result', result: parsedArguments(observed) } satisfies DraftPart]),
  ]
}

function readGroup(group: UnknownRecord): DraftPart {
  const name = textAt(group, 'function') ?? textAt(group, 'apiPath') ?? wordsAt(group, 'actionGroupName')
  const given = listAt(group, 'parameters').map(
    (entry) => [wordsAt(entry, 'name'), objectAt({ entry }, 'entry')['value']] as const,
  )
  return { kind: 'tool-call', name, arguments: Object.fromEntries(given), server: true }
}
