import { notifications } from '@mantine/notifications';
import { strings } from '../strings/strings.ts';
import { problemWords } from './problem-words.ts';

const closeButtonProps = { 'aria-label': strings.common.close };

/** Says in a corner that something was done. For what the reader did, and sees no sign of otherwise. */
export function toastDone(title: string, message = ''): void {
  notifications.show({ title, message, color: 'leaf', withBorder: true, autoClose: 6_000, closeButtonProps });
}

/** Says in a corner that something did not work, and what to do; it stays until it is closed. */
export function toastProblem(error: unknown): void {
  const { title, detail, next } = problemWords(error, strings.problems.actionTitle);
  const message = detail === null ? next : `${detail} ${next}`;
  notifications.show({ title, message, color: 'clay', withBorder: true, autoClose: false, closeButtonProps });
}
