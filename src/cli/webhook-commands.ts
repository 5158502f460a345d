import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OutboxListOptions, OutboxReplayOptions } from './outbox.ts';
import type { RotateOptions, WebhookCreateOptions, WebhookOptions } from './webhook.ts';

type Answer = (work: Promise<number>) => Promise<void>;

/** The commands for webhook endpoints and for the outbox. See commands.ts for how a command is added. */
export function addWebhookCommands(program: Command, io: CommandIo, answer: Answer): void {
  const webhook = program
    .command('webhook')
    .description('Endpoints of the product that are told of what happens, by signed webhooks.');

  webhook
    .command('create')
    .argument('<url>', 'an https:// address')
    .description('Make an endpoint; its secret is printed this once.')
    .option('--tenant <slug>', 'tell it of this tenant alone (default: of every tenant)')
    .option('--events <types>', 'types with commas between, or families such as user.* (default: every type)')
    .option('--description <text>', 'shown to people')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall webhook create https://app.example.com/rollcall',
        "rollcall webhook create https://app.example.com/rollcall --tenant acme --events 'user.*,role.changed' --json",
      ]),
    )
    .action(async (url: string, options: WebhookCreateOptions) => {
      const { webhookCreateCommand } = await import('./webhook.ts');
      await answer(webhookCreateCommand(url, options, io));
    });

  webhook
    .command('list')
    .description('List the endpoints, and how they do.')
    .option('--tenant <slug>', 'only those of this tenant alone')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall webhook list']))
    .action(async (options: WebhookOptions & { tenant?: string }) => {
      const { webhookListCommand } = await import('./webhook.ts');
      await answer(webhookListCommand(options, io));
    });

  webhook
    .command('rotate')
    .argument('<id>', 'the endpoint')
    .description('Make another secret; deliveries are signed with both until the former one ends.')
    .option('--former-ends-in <hours>', 'how long the former ones stay (default: 24; 0: they end at once)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall webhook rotate 0198c0de-...',
        'rollcall webhook rotate 0198c0de-... --former-ends-in 0',
      ]),
    )
    .action(async (id: string, options: RotateOptions) => {
      const { webhookRotateCommand } = await import('./webhook.ts');
      await answer(webhookRotateCommand(id, options, io));
    });

  webhook
    .command('enable')
    .argument('<id>', 'the endpoint')
    .description('Send again to an endpoint that was disabled or rests, beginning with what waits for it.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall webhook enable 0198c0de-...']))
    .action(async (id: string, options: WebhookOptions) => {
      const { webhookEnableCommand } = await import('./webhook.ts');
      await answer(webhookEnableCommand(id, options, io));
    });

  webhook
    .command('disable')
    .argument('<id>', 'the endpoint')
    .description('Send nothing more to an endpoint; what is for it waits until it is enabled.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall webhook disable 0198c0de-...']))
    .action(async (id: string, options: WebhookOptions) => {
      const { webhookDisableCommand } = await import('./webhook.ts');
      await answer(webhookDisableCommand(id, options, io));
    });

  webhook
    .command('test')
    .argument('<id>', 'the endpoint')
    .description('Send a signed test message now, and say what came of it.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall webhook test 0198c0de-...']))
    .action(async (id: string, options: WebhookOptions) => {
      const { webhookTestCommand } = await import('./webhook.ts');
      await answer(webhookTestCommand(id, options, io));
    });

  webhook
    .command('delete')
    .argument('<id>', 'the endpoint')
    .description('Delete an endpoint; what waits for it is forgotten.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall webhook delete 0198c0de-...']))
    .action(async (id: string, options: WebhookOptions) => {
      const { webhookDeleteCommand } = await import('./webhook.ts');
      await answer(webhookDeleteCommand(id, options, io));
    });

  addOutboxCommands(program, io, answer);
}

function addOutboxCommands(program: Command, io: CommandIo, answer: Answer): void {
  const outbox = program.command('outbox').description('What endpoints are told, and what became of it.');

  outbox
    .command('list')
    .description('List the deliveries of a tenant.')
    .addOption(tenantOption())
    .addOption(new Option('--status <status>', 'only these').choices(['waiting', 'delivered', 'dead']))
    .option('--endpoint <id>', 'only those to this endpoint')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall outbox list --tenant acme --status dead']))
    .action(async (options: OutboxListOptions) => {
      const { outboxListCommand } = await import('./outbox.ts');
      await answer(outboxListCommand(options, io));
    });

  outbox
    .command('replay')
    .argument('[message]', 'the message; or give --dead')
    .description('Deliver a message again, or everything that was given up on.')
    .addOption(tenantOption())
    .option('--dead', 'everything of this tenant that was given up on')
    .option('--endpoint <id>', 'at this endpoint alone')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall outbox replay 0198c0de-... --tenant acme',
        'rollcall outbox replay --dead --tenant acme',
      ]),
    )
    .action(async (message: string | undefined, options: OutboxReplayOptions) => {
      const { outboxReplayCommand } = await import('./outbox.ts');
      await answer(outboxReplayCommand(message, options, io));
    });
}
