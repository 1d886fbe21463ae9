//! Checks of a policy, with all invalid values in one problem.

use super::policy_patch::PolicyPatch;
use crate::{
    http::{FieldError, FieldErrors, Problem},
    site::{Policy, PolicyFault},
};

/// Applies changes to a policy, and refuses invalid values.
pub(super) fn patched_policy(policy: &Policy, patch: &PolicyPatch) -> Result<Policy, Problem> {
    let policy = policy.patched(&patch.0).map_err(|fault| invalid([fault]))?;
    check_policy(&policy)?;
    Ok(policy)
}

/// Refuses a policy with invalid values, listing all of them.
pub(crate) fn check_policy(policy: &Policy) -> Result<(), Problem> {
    let faults = policy.faults();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(invalid(faults))
    }
}

fn invalid(faults: impl IntoIterator<Item = PolicyFault>) -> Problem {
    let errors = faults
        .into_iter()
        .map(|fault| FieldError::new(fault.field, fault.code, fault.message));
    Problem::invalid(errors.collect::<FieldErrors>())
}
