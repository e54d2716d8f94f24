import { single } from '../../parts/draft.ts'
import { objectsAt, textAt, wordsAt } from '../../parts/json-values.ts'
import { mediaOfBase64 } from '../../parts/media.ts'
import type { Dialect } from '../dialect.ts'

/** Documents that were read, page by page: Mistral's OCR. https://docs.mistral.ai/api/#tag/ocr */
export const ocr: Dialect = {
  recognizes: (event) => objectsAt(event, 'pages').some((page) => typeof page['markdown'] === 'string'),
  read: (events) =>
    single(
      events.flatMap((event) =>
        objectsAt(event, 'pages').flatMap((page) => [
          { kind: 'text', text: wordsAt(page, 'markdown') } as const,
          ...objectsAt(page, 'images').flatMap((image) => {
            const bytes = textAt(image, 'image_base64')
            return bytes === undefined ? [] : [mediaOfBase64(bytes, undefined, textAt(image, 'id'))]
          }),
        ]),
      ),
    ),
}
