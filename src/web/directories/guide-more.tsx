import { Accordion, List } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DirectoryGuide } from '../../generated/api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Panel } from '../parts/panel.tsx';
import { strings } from '../strings/strings.ts';
import classes from './guide-more.module.css';

/** What of an identity provider is good to know, and is no step: its attributes, groups, leavers and traps. */
export function GuideMore({ guide }: { guide: DirectoryGuide }): ReactNode {
  const { more } = strings.directorySetup;
  const lists = [
    { key: 'groups', title: more.groups, says: guide.groups },
    { key: 'leaving', title: more.leaving, says: guide.deactivation },
    { key: 'traps', title: more.traps, says: guide.traps },
  ].filter(({ says }) => says.length > 0);
  return (
    <Panel title={more.title}>
      <Accordion
        variant="default"
        multiple
        order={3}
        classNames={{ label: classes.label, content: classes.content }}
      >
        {guide.attributes.length > 0 && (
          <Accordion.Item value="attributes">
            <Accordion.Control>{more.attributes}</Accordion.Control>
            <Accordion.Panel>
              <AttributeTable guide={guide} />
            </Accordion.Panel>
          </Accordion.Item>
        )}
        {lists.map(({ key, title, says }) => (
          <Accordion.Item key={key} value={key}>
            <Accordion.Control>{title}</Accordion.Control>
            <Accordion.Panel>
              <List spacing={6}>
                {says.map((sentence) => (
                  <List.Item key={sentence}>{sentence}</List.Item>
                ))}
              </List>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Panel>
  );
}

function AttributeTable({ guide: { attributes, name } }: { guide: DirectoryGuide }): ReactNode {
  const { more } = strings.directorySetup;
  return (
    <div className={classes.scroll} role="region" aria-label={more.attributes} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{more.attribute}</th>
            <th scope="col">{more.from(name)}</th>
          </tr>
        </thead>
        <tbody>
          {attributes.map(({ attribute, from, note }) => (
            <tr key={attribute}>
              <th scope="row">
                <code>{attribute}</code>
              </th>
              <td>
                {from}
                {note !== null && (
                  <div className={classes.note}>
                    <Note text={note} />
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What has to be pasted is marked in the guide, and can be copied. */
function Note({ text }: { text: string }): ReactNode {
  return text.split('`').map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <span key={part} className={classes.pasted}>
        <code>{part}</code>
        <CopyButton value={part} of={part} />
      </span>
    ),
  );
}
