import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const folder = '/usr/lib/chromium';
const driver = `${folder}/vk_swiftshader_icd.json`;

/**
 * What a process's environment must say for WebGPU to find SwiftShader, the GPU played by the processor that Debian's chromium package brings, with
 * its Vulkan loader. Elsewhere: the environment as it is, and whatever GPU there may be.
 */
export function softwareGpuEnvironment(): NodeJS.ProcessEnv {
  if (!existsSync(driver)) return process.env;
  const libraries = [folder, process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined).join(':');
  return {
    ...process.env,
    VK_ICD_FILENAMES: driver,
    LD_LIBRARY_PATH: libraries,
    XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? tmpdir(),
  };
}
