import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { askBeside } from '../api/ask.ts';
import { BarePage } from '../parts/bare-page.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { ProblemPage } from '../parts/problem-page.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { returnAddress } from './return-address.ts';

/** The console's door: at the company's identity provider, or with an API token where none is configured. */
export function SignInPage(): ReactNode {
  const { signIn } = strings;
  const [search] = useSearchParams();
  const method = useQuery({
    queryKey: ['sign-in', 'methods'],
    queryFn: async () => (await askBeside('GET', '/admin/sign-in/methods')) as { method: 'token' | 'oidc' },
  });
  if (method.error !== null)
    return (
      <main>
        <ProblemPage error={method.error} retry={() => void method.refetch()} />
      </main>
    );
  if (method.data === undefined) return <LoadingPage />;
  const problem = signIn.problems[search.get('problem') ?? ''];
  const goTo = returnAddress(search.get('return_to'));
  const usesToken = method.data.method === 'token';
  return (
    <BarePage title={signIn.title} text={usesToken ? signIn.token : signIn.oidc}>
      <Stack w="100%">
        {problem !== undefined && <Refused text={problem} />}
        {usesToken ? (
          <TokenForm goTo={goTo} />
        ) : (
          <Button
            component="a"
            href={`/admin/sign-in/start?${new URLSearchParams({ return_to: goTo }).toString()}`}
            style={{ alignSelf: 'flex-start' }}
          >
            {signIn.oidcAction}
          </Button>
        )}
      </Stack>
    </BarePage>
  );
}

function TokenForm({ goTo }: { goTo: string }): ReactNode {
  const { signIn } = strings;
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const entering = useMutation({
    mutationFn: () => askBeside('POST', '/admin/sign-in/token', { token: token.trim() }),
    onSuccess: () => {
      // A whole new page: nothing of a session before stays in memory.
      window.location.assign(goTo);
    },
    onError: () => field.current?.focus(),
  });
  const refusal = entering.error === null ? undefined : wordsOf(entering.error);
  const error = missing ? signIn.tokenNeeded : refusal;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(token.trim() === '');
        if (token.trim() === '') field.current?.focus();
        if (token.trim() !== '') entering.mutate();
      }}
    >
      <Stack>
        <PasswordInput
          label={signIn.tokenLabel}
          description={signIn.tokenHint}
          value={token}
          autoComplete="off"
          ref={field}
          error={error}
          aria-invalid={error !== undefined}
          onChange={({ currentTarget: { value } }) => {
            setToken(value);
            setMissing(false);
            entering.reset();
          }}
        />
        <Button
          type="submit"
          loading={entering.isPending || entering.isSuccess}
          style={{ alignSelf: 'flex-start' }}
        >
          {signIn.tokenAction}
        </Button>
      </Stack>
    </form>
  );
}

function Refused({ text }: { text: string }): ReactNode {
  return (
    <Alert role="alert" color="clay" icon={<IconAlertTriangle />} title={strings.signIn.failed}>
      {text}
    </Alert>
  );
}

function wordsOf(error: unknown): string {
  const { detail, next } = problemWords(error);
  return detail ?? next;
}
