import type { ElectronApplication, Page } from '@playwright/test';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { findElectron } from '../../../scripts/setup/stand-in-electron.ts';
import { launchElectron } from '../fixtures/electron-driver.ts';
import { runCommand, startCommand } from '../fixtures/nevus-command.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { Frame } from '../pages/frame.ts';

// What only the Electron shell does: confinement of the page, images by id, the host process and its crash, the end.
test.beforeEach(({ driver }) => test.skip(driver.obstacle !== null, driver.obstacle ?? ''));

async function launch(workspace: string): Promise<{ application: ElectronApplication; page: Page }> {
  const application = await launchElectron(workspace, (await findElectron())?.executablePath ?? '');
  const page = await application.firstWindow();
  await expect(page.locator('#app')).not.toBeEmpty();
  return { application, page };
}

/** Process ids of the hosts that serve this workspace. */
async function hostIds(application: ElectronApplication): Promise<number[]> {
  const shellId = application.process().pid ?? 0;
  const children = await readFile(`/proc/${shellId}/task/${shellId}/children`, 'utf8');
  const ids = children.trim().split(' ').map(Number);
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return ids.filter((_, index) => commands[index]?.includes('host-process.ts'));
}

test('a page gets two functions and its own files, and nothing else', async ({ workspace, sampleFolder }) => {
  await runCommand('import', sampleFolder, '--workspace', workspace);
  const { application, page } = await launch(workspace);
  const found = await page.evaluate(async () => {
    const image = (src: string): Promise<string> =>
      new Promise((resolve) => {
        const element = new Image();
        element.crossOrigin = 'anonymous';
        element.onload = () => resolve(`${element.naturalWidth} x ${element.naturalHeight}`);
        element.onerror = () => resolve('refused');
        element.src = src;
      });
    const reach = (url: string): Promise<string> =>
      fetch(url).then(
        (response) => String(response.status),
        () => 'refused',
      );
    return {
      bridge: Object.keys((window as { nevus?: object }).nevus ?? {}),
      globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      origin: location.origin,
      full: await image('lesion://full/1'),
      absent: await image('lesion://full/999999'),
      path: await image('lesion://full/..%2f..%2fnevus.sqlite'),
      page: await reach('app://nevus/index.html'),
      otherFile: await reach('app://nevus/../package.json'),
      otherHost: await reach('app://elsewhere/index.html'),
      disk: await reach('file:///etc/hostname'),
      network: await reach('https://example.com/'),
      hasWindow: window.open('https://example.com/') !== null,
      microphone: await navigator.permissions.query({ name: 'microphone' }).then(({ state }) => state),
    };
  });
  expect(found).toEqual({
    bridge: ['send', 'onFrame'],
    globals: [],
    origin: 'app://nevus',
    full: '300 x 225',
    absent: 'refused',
    path: 'refused',
    page: '200',
    otherFile: '404',
    otherHost: 'refused',
    disk: 'refused',
    network: 'refused',
    hasWindow: false,
    microphone: 'denied',
  });
  await page.evaluate(() => location.assign('https://example.com/'));
  await page.evaluate(() =>
    document.body.insertAdjacentHTML('beforeend', '<script>window.injected = true</script><img src=x onerror="window.injected = true">'),
  );
  expect(page.url()).toMatch(/^app:\/\/nevus\//);
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  await application.close();
});

test('the menu leads to the screens, and the window is found where it was left', async ({ workspace }) => {
  const first = await launch(workspace);
  await new Frame(first.page).acceptResearchUse();
  await first.application.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items[0]?.submenu?.items ?? [];
    file.find(({ label }) => label.startsWith('Import'))?.click();
  });
  await expect(first.page).toHaveURL('app://nevus/index.html#/import');
  await first.application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 900, height: 640 }),
  );
  await first.application.close();
  const state = JSON.parse(await readFile(join(workspace, 'window', 'state.json'), 'utf8')) as { width: number; height: number };
  expect(state).toMatchObject({ width: 900, height: 640, isMaximized: false });
  const second = await launch(workspace);
  const size = await second.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize());
  expect(size).toEqual([900, 640]);
  await second.application.close();
});

test('a host that dies is started again, and the page with it', async ({ workspace }) => {
  test.skip(process.platform !== 'linux', 'finds the host process by Linux means');
  const { application, page } = await launch(workspace);
  await new Frame(page).acceptResearchUse();
  await application.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = ((options: { message: string }) => {
      asked.push(options.message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as unknown as typeof dialog.showMessageBox;
  });
  const [hostId = 0] = await hostIds(application);
  const loaded = page.waitForEvent('load');
  process.kill(hostId, 'SIGKILL');
  await loaded;
  await expect.poll(() => hostIds(application)).not.toEqual([hostId]);
  // Answered by the new host: what was accepted before is remembered.
  await expect(page.getByText('Research use only, not for diagnosis').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'I understand' })).toHaveCount(0);
  const asked = await application.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  expect(asked).toEqual(['The part of Nevus that keeps your data stopped unexpectedly.']);
  await application.close();
});

test('a workspace that is in use is refused in words, and the application ends', async ({ workspace }) => {
  const server = startCommand(['serve', '--workspace', workspace, '--json']);
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const application = await launchElectron(workspace, (await findElectron())?.executablePath ?? '');
  const told = await application.evaluate(
    ({ dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showMessageBox = ((options: { detail: string }) => {
          resolve(options.detail);
          return new Promise(() => undefined);
        }) as unknown as typeof dialog.showMessageBox;
      }),
  );
  expect(told).toContain('is in use by another Nevus');
  const served = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await served;
  await application.close();
});
