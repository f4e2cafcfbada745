export const researchUseOnly = 'Research use only, not for diagnosis.';
