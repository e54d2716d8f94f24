import { isRecord, type UnknownRecord } from '../../../text/unknown/is-record.ts'
import { single, type DraftPart } from '../../parts/draft.ts'
import { objectAt, objectsAt, wordsAt } from '../../parts/json-values.ts'
import type { Dialect } from '../dialect.ts'

/** Moderations of OpenAI and Mistral, and Bedrock's guardrails where they are applied by themselves. */
export const moderations: Dialect = {
  recognizes: (event) =>
    objectsAt(event, 'results').some((result) => isRecord(result['categories'])) || Array.isArray(event['assessments']),
  read: (events) => single(events.flatMap(readModeration)),
}

function readModeration(event: UnknownRecord): readonly DraftPart[] {
  if (Array.isArray(event['assessments'])) return readGuardrail(event)
  return objectsAt(event, 'results').map((result) => {
    const categories = Object.entries(objectAt(result, 'categories')).flatMap(([name, applies]) =>
      applies === true ? [name] : [],
    )
    return { kind: 'moderation', flagged: result['flagged'] === true || categories.length > 0, categories }
  })
}

function readGuardrail(event: UnknownRecord): readonly DraftPart[] {
  const texts = objectsAt(event, 'outputs').map((output) => wordsAt(output, 'text'))
  const hits = objectsAt(event, 'assessments').flatMap((assessment) =>
    ['contentPolicy', 'topicPolicy', 'wordPolicy', 'sensitiveInformationPolicy'].flatMap((policy) =>
      Object.values(objectAt(assessment, policy)).flatMap((entries) =>
        objectsAt({ entries }, 'entries')
          .filter(
            (entry) => entry['detected'] === true || (entry['action'] !== 'NONE' && entry['detected'] === undefined),
          )
          .map((entry) => wordsAt(entry, 'type') || wordsAt(entry, 'name') || wordsAt(entry, 'match')),
      ),
    ),
  )
  return [
    { kind: 'moderation', flagged: event['action'] === 'GUARDRAIL_INTERVENED', categories: hits },
    ...texts.filter((text) => text !== '').map((text) => ({ kind: 'text', text }) satisfies DraftPart),
  ]
}
