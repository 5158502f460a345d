import { Tabs } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { PlanPanel } from './plan-panel.tsx';
import classes from './policy-page.module.css';
import { ProposalPanel } from './proposal-panel.tsx';
import { SettingsPanel, type SettingsChanged } from './settings-panel.tsx';
import { TestsPanel } from './tests-panel.tsx';
import type { UsedFindings } from './use-findings.ts';
import type { UsedDraft } from './use-policy-draft.ts';
import { WordsPanel } from './words-panel.tsx';

interface PolicyTabsProps {
  tenant: string;
  draft: UsedDraft;
  checked: Pick<UsedFindings, 'isChecked' | 'isBlocked'>;
  tests: string;
  onTests: (tests: string) => void;
  goTo: (line: number, column: number) => void;
  /** Another text is to take the place of the one in the editor. */
  onOffer: (yaml: string) => void;
}

/** Beside the text: what it does, and what can be done with it. */
export function PolicyTabs(props: PolicyTabsProps): ReactNode {
  const { tenant, draft, checked, tests, onTests, goTo, onOffer } = props;
  const words = strings.policy.tabs;
  const { isChecked, isBlocked } = checked;
  // What was changed in the form stays while another tab is looked at.
  const [settings, changeSettings] = useState<SettingsChanged>({});
  const text = { tenant, yaml: draft.yaml };
  const known = { isChecked, isBlocked };
  return (
    <div className={classes.side}>
      <Tabs defaultValue="effect" keepMounted={false}>
        <Tabs.List aria-label={words.label} mb="md" className={classes.tabs}>
          {(['effect', 'tests', 'words', 'settings', 'proposal'] as const).map((tab) => (
            <Tabs.Tab
              key={tab}
              value={tab}
              px="xs"
              onClick={({ currentTarget }) => {
                currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' });
              }}
            >
              {words[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="effect">
          <PlanPanel {...text} {...known} />
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          <TestsPanel {...text} {...known} tests={tests} onChange={onTests} />
        </Tabs.Panel>
        <Tabs.Panel value="words">
          <WordsPanel {...text} {...known} goTo={goTo} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsPanel
            yaml={draft.yaml}
            isBlocked={isBlocked}
            changed={settings}
            onChange={changeSettings}
            textNow={draft.textNow}
            onWrite={draft.write}
          />
        </Tabs.Panel>
        <Tabs.Panel value="proposal">
          <ProposalPanel {...text} canPropose={draft.isChanged && isChecked && !isBlocked} onOpen={onOffer} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
