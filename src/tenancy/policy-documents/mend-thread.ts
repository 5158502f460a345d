import { parentPort, workerData } from 'node:worker_threads';
import type { PolicyMends } from '../../generated/api.ts';
import { mendText } from '../../policy/mend-text.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { wordsOfPolicies } from '../../policy/words-of-policies.ts';
import type { ProductContext } from '../policy-context.ts';

/** What the thread is given. */
export interface MendTask extends Pick<ProductContext, 'catalog' | 'defaultDocument'> {
  yaml: string;
  file: string;
}

const { yaml, file, ...context } = workerData as MendTask;
const check = (text: string) => parsePolicy(text, file, context).diagnostics;
const { text, mended } = mendText(yaml, check, wordsOfPolicies('policy', context.catalog));
const left = check(text).filter(({ severity }) => severity === 'error');
parentPort?.postMessage({ yaml: text, mended, left } satisfies PolicyMends);
