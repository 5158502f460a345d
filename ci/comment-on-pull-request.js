#!/usr/bin/env node
// Puts a report into a pull request on GitHub, or into a merge request on GitLab: one comment, found again by a hidden
// mark and updated from then on. Plain JavaScript without dependencies.
//
//   node ci/comment-on-pull-request.js report.md
//
// Settings on GitHub: GITHUB_TOKEN (may write pull requests), GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_EVENT_PATH or
// PULL_REQUEST (its number). On GitLab: GITLAB_TOKEN (of the project, with the scope api), and what its jobs have by
// themselves: GITLAB_CI, CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID. On both: COMMENT_KEY, where one pull request
// has several reports.
//
// Exit codes: 0 done, or there is nothing to comment on; 1 it was refused; 2 wrong settings.
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** GitHub takes 65,536 characters, GitLab more. */
const MOST_CHARACTERS = 60_000;
const PER_PAGE = 100;
const LONGEST_ANSWER_MS = 30_000;

const env = process.env;
const setting = (name) => (env[name] ?? '').trim();

process.exitCode = await main();

async function main() {
  const [file] = process.argv.slice(2);
  if (file === undefined) return say('Name the file with the report.', 2);
  const forge = setting('GITLAB_CI') === '' ? github() : gitlab();
  if (forge.instead !== undefined) return say(forge.instead, forge.exitCode ?? 0);

  const mark = `<!-- rollcall policies ${JSON.stringify(setting('COMMENT_KEY')).replace(/[<>-]/g, '_')} -->`;
  const body = `${mark}\n${shortened(readFileSync(file, 'utf8'))}`;
  for await (const comment of everyComment(forge)) {
    if (typeof comment.body !== 'string' || !comment.body.startsWith(mark)) continue;
    if (comment.body.trim() === body.trim()) return say('The comment says this already.', 0);
    const answer = await call(forge, forge.update, forge.comment(comment.id), { body });
    if (answer.ok) return say('Updated the comment.', 0);
    // Somebody else's, who copied the mark: the next one may be ours.
    if (answer.status !== 403 && answer.status !== 404) return refused(forge, 'update the comment', answer);
  }
  const answer = await call(forge, 'POST', forge.comments, { body });
  if (answer.ok) return say('Made a comment.', 0);
  if (answer.status === 403 || answer.status === 404) {
    return say(
      'This token may not comment here, as in pull requests from forks. The report is in the log of this run.',
      0,
    );
  }
  return refused(forge, 'make a comment', answer);
}

/** How comments are reached, or what to say instead. */
function github() {
  const number = pullRequestNumber();
  if (number === null) return { instead: 'This is no pull request, so there is nothing to comment on.' };
  const token = setting('GITHUB_TOKEN');
  if (token === '')
    return { instead: 'There is no GITHUB_TOKEN, so the report is not put into the pull request.' };
  const repository = setting('GITHUB_REPOSITORY');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    return { instead: 'GITHUB_REPOSITORY has to be OWNER/NAME.', exitCode: 2 };
  }
  const base = setting('GITHUB_API_URL') === '' ? 'https://api.github.com' : setting('GITHUB_API_URL');
  return {
    name: 'GitHub',
    comments: `${base}/repos/${repository}/issues/${String(number)}/comments`,
    comment: (id) => `${base}/repos/${repository}/issues/comments/${String(id)}`,
    update: 'PATCH',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
  };
}

function gitlab() {
  const number = setting('CI_MERGE_REQUEST_IID');
  if (!/^\d+$/.test(number))
    return { instead: 'This is no merge request, so there is nothing to comment on.' };
  const token = setting('GITLAB_TOKEN');
  if (token === '')
    return { instead: 'There is no GITLAB_TOKEN, so the report is not put into the merge request.' };
  const project = encodeURIComponent(setting('CI_PROJECT_ID'));
  const notes = `${setting('CI_API_V4_URL')}/projects/${project}/merge_requests/${number}/notes`;
  return {
    name: 'GitLab',
    comments: notes,
    comment: (id) => `${notes}/${String(id)}`,
    update: 'PUT',
    headers: { 'private-token': token },
  };
}

function say(sentence, exitCode) {
  process.stderr.write(`${sentence}\n`);
  return exitCode;
}

function refused({ name }, what, answer) {
  return say(`${name} did not ${what}: it answered ${String(answer.status)}.`, 1);
}

/** From PULL_REQUEST, or from the event that started this run; null where that was about something else. */
function pullRequestNumber() {
  const written = setting('PULL_REQUEST');
  if (/^\d+$/.test(written)) return Number(written);
  const path = setting('GITHUB_EVENT_PATH');
  if (path === '') return null;
  const number = JSON.parse(readFileSync(path, 'utf8')).pull_request?.number;
  return Number.isSafeInteger(number) ? number : null;
}

async function* everyComment(forge) {
  for (let page = 1; ; page += 1) {
    const answer = await call(
      forge,
      'GET',
      `${forge.comments}?per_page=${String(PER_PAGE)}&page=${String(page)}`,
    );
    // Whoever may not look may still write.
    if (!answer.ok) return;
    const comments = await answer.json();
    yield* comments;
    if (comments.length < PER_PAGE) return;
  }
}

async function call({ headers }, method, address, body) {
  return globalThis.fetch(address, {
    method,
    headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'rollcall' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: globalThis.AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
}

function shortened(report) {
  if (report.length <= MOST_CHARACTERS) return report;
  const whole = report
    .slice(0, MOST_CHARACTERS)
    .replace(/\n[^\n]*$/, '')
    .toWellFormed();
  // What was cut may have been open.
  return `${whole}\n\n</details>\n\nThe rest is in the log of this run.\n`;
}
