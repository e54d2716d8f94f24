import { describe, expect, test } from 'vitest'

import { clearPlaceholderKeys, findPlaceholder, setPlaceholderKeys } from '../../src/providers/placeholder-keys.ts'

type Variables = Record<string, string | undefined>

function lend(variables: Variables = {}, files: readonly string[] = []): Variables {
  setPlaceholderKeys(variables, (path) => files.includes(path))
  return variables
}

describe('a placeholder', () => {
  test('exists for every variable that clients read, and names it', () => {
    const variables = lend()
    const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'CO_API_KEY', 'COHERE_API_KEY', 'AI_GATEWAY_API_KEY']

    expect(names.map((name) => variables[name])).toEqual(names.map((name) => `rewind-placeholder-${name}`))
    expect(findPlaceholder([`Bearer ${variables['CO_API_KEY']}`])).toBe('CO_API_KEY')
  })

  test('of Hugging Face begins as its client checks, which chooses the host by that', () => {
    const variables = lend()
    const names = ['HF_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGINGFACEHUB_API_KEY', 'HUGGINGFACEHUB_API_TOKEN']

    expect(names.map((name) => variables[name])).toEqual(names.map((name) => `hf_rewind-placeholder-${name}`))
    expect(findPlaceholder([`Bearer ${variables['HF_TOKEN']}`])).toBe('HF_TOKEN')
  })

  test('is no own variable: it is neither copied nor inherited by a child process', () => {
    expect(Object.keys(lend({ HOME: '/home/me' }))).toEqual(['HOME'])
  })

  test('leaves a variable that is set alone, and takes the place of one that is empty', () => {
    const variables = lend({ OPENAI_API_KEY: 'mine', GROQ_API_KEY: '' })

    expect(variables['OPENAI_API_KEY']).toBe('mine')
    expect(variables['GROQ_API_KEY']).toBe('rewind-placeholder-GROQ_API_KEY')
  })

  test('gives way to what is set later', () => {
    const variables = lend()
    variables['OPENAI_API_KEY'] = 'mine'

    expect(variables['OPENAI_API_KEY']).toBe('mine')
    expect(Object.keys(variables)).toEqual(['OPENAI_API_KEY'])
  })

  test('is gone once it is taken away', () => {
    const variables = lend({ GROQ_API_KEY: '', AWS_REGION: 'us-east-1' })
    clearPlaceholderKeys(variables)

    expect(variables).toEqual({ GROQ_API_KEY: '', AWS_REGION: 'us-east-1' })
    expect(variables['OPENAI_API_KEY']).toBeUndefined()
  })
})

describe('where clients have another credential, which they would not take beside it', () => {
  test("there is none for Google's other variable", () => {
    expect(lend({ GOOGLE_API_KEY: 'mine' })['GEMINI_API_KEY']).toBeUndefined()
    expect(lend()['GEMINI_API_KEY']).toBe('rewind-placeholder-GEMINI_API_KEY')
    expect(lend()['GOOGLE_API_KEY']).toBeUndefined()
  })

  test('there is none either if that is read from a .env file later', () => {
    const variables = lend()
    variables['GOOGLE_API_KEY'] = 'mine'

    expect(variables['GEMINI_API_KEY']).toBeUndefined()
  })

  test("there is none for the older name of Together's variable", () => {
    expect(lend({ TOGETHER_AI_API_KEY: 'mine' })['TOGETHER_API_KEY']).toBeUndefined()
    expect(lend()['TOGETHER_API_KEY']).toBe('rewind-placeholder-TOGETHER_API_KEY')
  })

  test('there is none for Anthropic, Vercel and Azure', () => {
    expect(lend({ ANTHROPIC_AUTH_TOKEN: 'mine' })['ANTHROPIC_API_KEY']).toBeUndefined()
    expect(lend({ VERCEL_OIDC_TOKEN: 'mine' })['AI_GATEWAY_API_KEY']).toBeUndefined()
    expect(lend({ AZURE_CLIENT_ID: 'mine' })['AZURE_OPENAI_API_KEY']).toBeUndefined()
    expect(lend({}, ['.azure/msal_token_cache.json'])['AZURE_OPENAI_API_KEY']).toBeUndefined()
  })
})

describe('for AWS', () => {
  const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']

  function lentNames(variables: Variables, files: readonly string[] = []): readonly string[] {
    const given = lend({ ...variables }, files)
    return NAMES.filter((name) => given[name] !== undefined && variables[name] === undefined)
  }

  test('there is a pair and a region, where nothing else is set up', () => {
    const variables = lend()

    expect(NAMES.map((name) => variables[name])).toEqual([
      'rewind-placeholder-AWS_ACCESS_KEY_ID',
      'rewind-placeholder-AWS_SECRET_ACCESS_KEY',
      'us-east-1',
    ])
  })

  test('there is never half of a pair, and no invented region beside real credentials', () => {
    expect(lentNames({ AWS_ACCESS_KEY_ID: 'mine' })).toEqual([])
    expect(lentNames({ AWS_REGION: 'eu-west-1' })).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    expect(lentNames({ AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
  })

  test('there is none beside a profile, a role, a bearer token or the files of the AWS command line', () => {
    expect(lentNames({ AWS_PROFILE: 'work' })).toEqual([])
    expect(lentNames({ AWS_BEARER_TOKEN_BEDROCK: 'mine' })).toEqual([])
    expect(lentNames({ AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_REGION: 'eu-west-1' })).toEqual([])
    expect(lentNames({}, ['.aws/credentials'])).toEqual([])
    expect(lentNames({}, ['.aws/config'])).toEqual([])
  })
})
