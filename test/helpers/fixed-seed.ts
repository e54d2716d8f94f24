import { configureGlobal } from 'fast-check'

// Everyday runs are the same everywhere; `npm run fuzz` looks for what no run has seen yet.
configureGlobal({ seed: 20_261_123 })
