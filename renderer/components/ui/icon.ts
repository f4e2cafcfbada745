/** An icon, imported one by one: `import Play from '@lucide/svelte/icons/play'`. */
export type { LucideIcon as IconComponent } from '@lucide/svelte';
