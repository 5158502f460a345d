import { UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { codeInWords, cutText, piecesOf } from './printable-text.ts';
import classes from './safe-text.module.css';

interface SafeTextProps {
  /** From a directory, or from anybody outside. */
  children: string;
  /** How many characters are shown until the reader asks for all. */
  most?: number;
  /** Without a way to see all of it: inside a button or a link, where the rest is a hint. */
  brief?: boolean;
  /** Keeps line breaks. */
  lines?: boolean;
}

/**
 * Text that somebody outside has written. It cannot turn the text around it (`<bdi>`), hides nothing (invisible characters
 * are shown by their code), and takes no more room than it is given.
 */
export function SafeText({ children, most = 120, brief = false, lines = false }: SafeTextProps): ReactNode {
  const [all, setAll] = useState(false);
  const cut = cutText(children, most);
  // All of it may have to be scrolled, also by keys.
  const shown = all || cut === null ? children : cut;
  return (
    <>
      <bdi
        className={all ? classes.all : classes.text}
        data-lines={lines || undefined}
        tabIndex={all ? 0 : undefined}
      >
        {piecesOf(shown).map((piece, at) =>
          piece.kind === 'text' ? (
            piece.text
          ) : (
            <span
              key={at}
              className={classes.control}
              role="img"
              aria-label={strings.common.control(codeInWords(piece))}
            >
              {codeInWords(piece)}
            </span>
          ),
        )}
        {cut !== null && !all && '…'}
      </bdi>
      {cut !== null && !brief && (
        <UnstyledButton
          className={classes.more}
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? strings.common.showLess : strings.common.showAll(children.length)}
        </UnstyledButton>
      )}
    </>
  );
}
