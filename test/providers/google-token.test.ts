import { describe, expect, test } from 'vitest'

import { isGoogleTokenHost } from '../../src/providers/google-token-hosts.ts'
import { answerGoogleToken } from '../../src/providers/google-token.ts'

const METADATA = 'http://metadata.google.internal./computeMetadata/v1'

function answer(method: string, url: string): Response | undefined {
  return isGoogleTokenHost(new URL(url).hostname) ? answerGoogleToken(method, new URL(url)) : undefined
}

async function bodyOf(response: Response | undefined): Promise<unknown> {
  return response?.json()
}

describe('a token', () => {
  test('comes from OAuth, from another token and from the machine, and has to be asked for again', async () => {
    const answers = [
      answer('POST', 'https://oauth2.googleapis.com/token'),
      answer('POST', 'https://sts.googleapis.com/v1/token'),
      answer('GET', `${METADATA}/instance/service-accounts/default/token?scopes=a`),
      answer('GET', 'http://169.254.169.254/computeMetadata/v1/instance/service-accounts/me@x.test/token'),
    ]

    expect(await Promise.all(answers.map(bodyOf))).toEqual(
      answers.map(() =>
        expect.objectContaining({
          access_token: 'rewind-placeholder-GOOGLE_APPLICATION_CREDENTIALS',
          token_type: 'Bearer',
          expires_in: 1,
        }),
      ),
    )
  })

  test('comes for a service account that another one acts for, in its words', async () => {
    const account = 'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/me@x.test'
    const token = await bodyOf(answer('POST', `${account}:generateAccessToken`))
    expect(token).toEqual({
      accessToken: 'rewind-placeholder-GOOGLE_APPLICATION_CREDENTIALS',
      expireTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(answer('POST', `${account}:signBlob`)).toBeUndefined()
  })

  test('is not what other clouds, and other requests to Google, ask for', () => {
    expect(answer('PUT', 'http://169.254.169.254/latest/api/token')).toBeUndefined()
    expect(answer('GET', 'http://169.254.169.254/metadata/instance')).toBeUndefined()
    expect(answer('POST', 'https://oauth2.googleapis.com/revoke')).toBeUndefined()
    expect(answer('GET', 'https://oauth2.googleapis.com/tokeninfo')).toBeUndefined()
    expect(answer('POST', 'https://oauth2.googleapis.com.evil.test/token')).toBeUndefined()
  })
})

test('the machine seems to be one of Google, of no project', () => {
  expect(answer('GET', `${METADATA}/instance`)?.headers.get('metadata-flavor')).toBe('Google')
  expect(answer('GET', `${METADATA}/project/project-id`)?.status).toBe(404)
})
