//! Floods: detection, proof of work, and queues that are full.

mod detection;
mod full_queues;
mod proof_of_work;
mod proof_of_work_in_browser;
mod proof_of_work_reuse;
