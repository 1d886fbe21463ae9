//! The counts and steps of floods in the database.

use std::collections::HashMap;

use super::{HOURS_MADE_UP, SiteFlood, sql, window::WindowCount};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    flood::{Flood, FloodSettings, FloodStep, window},
    site::SiteId,
};

pub(super) async fn tell(
    c: &mut Conn<'_>,
    counted: &[(SiteId, WindowCount)],
    now: Timestamp,
) -> Result<(), Error> {
    let learned = window::hour(now) - 1;
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let mut counted = counted.to_vec();
    // In the order of the sites, so that two concurrent writers do not deadlock.
    counted.sort_unstable_by_key(|(site, _)| *site);
    let sites = counted
        .iter()
        .map(|(site, _)| vec![(*site).into(), now.into(), learned.into()]);
    let sites = sites.collect::<Vec<_>>();
    c.execute_each(sql::WATCH, &sites).await?;
    let counts = counted.iter().map(|(site, count)| {
        vec![
            (*site).into(),
            window::slot(now).into(),
            whole(count.attempts).into(),
            whole(count.judged).into(),
            whole(count.spam).into(),
        ]
    });
    let counts = counts.collect::<Vec<_>>();
    c.execute_each(sql::TELL, &counts).await.map(|_| ())
}

pub(super) async fn states(c: &mut Conn<'_>) -> Result<Vec<SiteFlood>, Error> {
    c.rows(sql::FLOODS, &[], |row| {
        let step = row.get::<i64>(2)?;
        let step = FloodStep::of(step)
            .ok_or_else(|| Error::Statement(format!("unknown flood step {step}")))?;
        let flood = Flood {
            step,
            since: row.get(3)?,
        };
        Ok(SiteFlood {
            site: row.get(0)?,
            slug: row.get(1)?,
            flood,
            learned: row.get(4)?,
        })
    })
    .await
}

/// States, counts, and the usual rates if they were requested.
type FloodSnapshot = (
    Vec<SiteFlood>,
    Vec<(SiteId, i64, WindowCount)>,
    Option<HashMap<SiteId, f64>>,
);

pub(super) async fn read(
    c: &mut Conn<'_>,
    from: i64,
    hour_of_day: Option<i64>,
) -> Result<FloodSnapshot, Error> {
    let states = states(c).await?;
    let from = [from.into()];
    let counts = c.rows(sql::COUNTS, &from, |row| {
        let count = |column| {
            row.get::<i64>(column)
                .map(|count| u64::try_from(count).unwrap_or(0))
        };
        let counted = WindowCount {
            attempts: count(2)?,
            judged: count(3)?,
            spam: count(4)?,
        };
        Ok((row.get(0)?, row.get(1)?, counted))
    });
    let counts = counts.await?;
    let usual = match hour_of_day {
        None => None,
        Some(hour) => {
            let hour = [hour.into()];
            let usual = c.rows(sql::USUAL, &hour, |row| {
                Ok((row.get(0)?, from_thousandths(row.get(1)?)))
            });
            Some(usual.await?.into_iter().collect())
        }
    };
    Ok((states, counts, usual))
}

pub(super) async fn learn(
    c: &mut Conn<'_>,
    state: &SiteFlood,
    over: i64,
    settings: &FloodSettings,
) -> Result<(), Error> {
    let site = state.site;
    let claimed = [site.into(), state.learned.into(), over.into()];
    if c.execute(sql::CLAIM_HOURS, &claimed).await? == 0 {
        return Ok(());
    }
    let first = (state.learned + 1).max(over - HOURS_MADE_UP + 1);
    for hour in first..=over {
        let slots = window::slots_of(hour);
        let parameters = [site.into(), slots.start.into(), slots.end.into()];
        let came = c
            .row(sql::CAME, &parameters, |row| row.get::<i64>(0))
            .await?
            .unwrap_or_default();
        let of_day = hour.rem_euclid(24);
        let usual = c
            .row(sql::USUAL_OF, &[site.into(), of_day.into()], |row| {
                Ok(from_thousandths(row.get(0)?))
            })
            .await?;
        let learned = window::learned(usual, u64::try_from(came).unwrap_or(0), settings);
        let parameters = [site.into(), of_day.into(), to_thousandths(learned).into()];
        c.execute(sql::LEARN_USUAL, &parameters).await?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "submissions of an hour")]
pub(super) fn from_thousandths(thousandths: i64) -> f64 {
    thousandths as f64 / 1_000.0
}

#[expect(clippy::cast_possible_truncation, reason = "submissions of an hour")]
pub(super) fn to_thousandths(number: f64) -> i64 {
    (number * 1_000.0).round() as i64
}
